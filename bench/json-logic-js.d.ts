declare module 'json-logic-js' {
  const jsonLogic: {
    /** Evaluates a rule on data. */
    apply(logic: unknown, data: unknown): unknown
  }
  export default jsonLogic
}
