const longestList = 100

const status = document.querySelector('#status')
const arrivals = document.querySelector('#arrivals')
const user = new URLSearchParams(location.search).get('user')?.trim()

if (user) {
  document.querySelector('#room').hidden = false
  document.title = `${user} · quién entra en la tienda`
  listen(1)
} else {
  document.querySelector('#door').hidden = false
}

/** Se conecta y, cuando se corta, lo vuelve a intentar cada vez con más calma. */
function listen(attempt) {
  const socket = new WebSocket(`ws://${location.host}/?user=${encodeURIComponent(user)}`)
  let failures = attempt
  show('waiting', attempt === 1 ? 'Conectando…' : 'Volviendo a conectar…')

  socket.addEventListener('open', () => {
    failures = 0
    show('on', `Conexión abierta, ${user}`)
  })
  socket.addEventListener('message', ({ data }) => {
    const { userId } = JSON.parse(data)
    add(
      text('span', 'who', userId),
      text('span', 'note', userId === user ? 'eres tú' : 'ha entrado'),
      text('time', '', new Date().toLocaleTimeString('es')),
    )
  })
  socket.addEventListener('close', () => {
    if (failures === 0)
      add(text('span', 'gap', 'Se cortó. Lo que pase hasta que vuelva, se pierde.'))
    show('off', 'Sin conexión')
    // Con algo de azar: tras un despliegue, no vuelven todas las pestañas en el mismo instante.
    const calm = Math.min(500 * 2 ** failures, 8_000) * (0.75 + Math.random() / 2)
    setTimeout(() => listen(failures + 1), calm)
  })
}

function show(state, words) {
  status.dataset.state = state
  status.textContent = words
}

function add(...parts) {
  const row = document.createElement('li')
  row.append(...parts)
  arrivals.prepend(row)
  while (arrivals.children.length > longestList) arrivals.lastElementChild.remove()
}

/** Con `textContent`, un nombre como «<img onerror=…>» es un texto y nunca una etiqueta. */
function text(tag, className, words) {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = words
  return element
}
