/** The same shape, read-only throughout and made of type aliases, so that the compiler knows it for JSON. */
export type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Plain<T[Key]> }
    : T
