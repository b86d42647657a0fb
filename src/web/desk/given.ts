/** The member, where there is something to say; nothing otherwise. */
export function given<Name extends string, Value extends string | readonly string[]>(
  name: Name,
  value: Value | undefined,
): { [N in Name]?: Value } {
  const said: { [N in Name]?: Value } = {}
  if (value !== undefined && value.length > 0) said[name] = value
  return said
}
