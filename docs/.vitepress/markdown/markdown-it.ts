import type { MarkdownRenderer } from 'vitepress'

export type MarkdownIt = MarkdownRenderer
