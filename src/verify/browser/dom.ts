/**
 * The little of the browser that the page uses. Written out here instead of taking the library of types for it,
 * which would make `window` and its kin look present in every stage of the product.
 */
export interface PageElement {
  textContent: string | null
  className: string
  hidden: boolean
  /** Of inputs. */
  value?: string
  readonly files?: Iterable<PageFile> | null
  readonly classList: { toggle(name: string, on: boolean): void }
  append(...children: readonly (PageElement | string)[]): void
  replaceChildren(...children: readonly (PageElement | string)[]): void
  setAttribute(name: string, value: string): void
  addEventListener(type: string, listener: (event: PageEvent) => void): void
  focus(): void
}

export interface PageEvent {
  preventDefault(): void
  readonly dataTransfer?: { readonly files: Iterable<PageFile> } | null
}

export interface PageFile {
  readonly name: string
  arrayBuffer(): Promise<ArrayBuffer>
}

export interface PageDocument extends Pick<PageElement, 'addEventListener'> {
  readonly documentElement: PageElement
  title: string
  createElement(tag: string): PageElement
  getElementById(id: string): PageElement | null
}
