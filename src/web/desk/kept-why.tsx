/** In place of why something was decided, for whoever is to read one of its papers without knowing what the other saw. */
import type { Child } from '../layout/said.tsx'

export function KeptWhy({ papers }: { readonly papers: readonly string[] }): Child {
  return <span class="soft">Why is kept from you until you have read {papers.join(' and ')} too.</span>
}
