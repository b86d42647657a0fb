/** What one can do here, and why not. */
import { SignOf } from './signs.tsx'
import { T, type Child } from './said.tsx'

export type ButtonKind = 'primary' | 'secondary' | 'danger' | 'plain'

const classOf: Readonly<Record<ButtonKind, string>> = {
  primary: 'usa-button',
  secondary: 'usa-button usa-button--outline',
  danger: 'usa-button usa-button--danger',
  plain: 'usa-button usa-button--unstyled',
}

interface ButtonProps {
  readonly kind?: ButtonKind
  readonly name?: string
  readonly value?: string
  readonly formaction?: string
  readonly id?: string
  readonly children?: Child
}

/** Sends the form that it stands in. */
export function Button({ kind = 'primary', children, ...rest }: ButtonProps): Child {
  return (
    <button type="submit" class={classOf[kind]} {...rest}>
      {children}
    </button>
  )
}

interface LinkButtonProps {
  readonly href: string
  readonly kind?: ButtonKind
  readonly children?: Child
}

/** Goes somewhere and changes nothing. */
export function LinkButton({ href, kind = 'primary', children }: LinkButtonProps): Child {
  return (
    <a class={classOf[kind]} href={href}>
      {children}
    </a>
  )
}

interface WhyNotProps {
  /** Unique on the page. */
  readonly id: string
  /** What the button would do. */
  readonly children?: Child
  /** Every reason, each a sentence. */
  readonly because: readonly Child[]
  /** Where what is missing can be supplied. */
  readonly mend?: { readonly href: string; readonly text: Child }
}

/** A button that cannot be pressed now, with the reason beside it for everybody to read. */
export function WhyNot({ id, children, because, mend }: WhyNotProps): Child {
  return (
    <div class="why-not">
      <button type="button" class="usa-button" disabled aria-describedby={id}>
        {children}
      </button>
      <div id={id}>
        <p class="why-not-title">
          <SignOf sign="wait" />
          <T k="why-not" />
        </p>
        {because.length === 1 ? (
          <p>{because[0]}</p>
        ) : (
          <ul>
            {because.map((reason) => (
              <li>{reason}</li>
            ))}
          </ul>
        )}
        {mend !== undefined && (
          <p>
            <a href={mend.href}>{mend.text}</a>
          </p>
        )}
      </div>
    </div>
  )
}
