const operators: Readonly<Record<string, string>> = {
  ...both('===', '!=='),
  ...both('==', '!='),
  ...both('<', '<='),
  ...both('>', '>='),
  ...both('+', '-'),
  ...both('*', '/'),
  ...both('&&', '||'),
  ...both('+=', '-='),
  '??=': '=',
}

const members: Readonly<Record<string, string>> = {
  ...both('Promise.allSettled', 'Promise.all'),
  ...both('Promise.any', 'Promise.race'),
}

const copies: ReadonlySet<string> = new Set(['structuredClone', 'Array.from'])

export function otherOperator(operator: string): string | undefined {
  return operators[operator]
}

export function otherText(member: string): string | undefined {
  return members[member]
}

/** Funciones que copian: el mutante usa el original. */
export function isCopy(callee: string): boolean {
  return copies.has(callee)
}

function both(one: string, other: string): Record<string, string> {
  return { [one]: other, [other]: one }
}
