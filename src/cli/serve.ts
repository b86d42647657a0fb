/** `postern serve`: the pages of an office. */
import { Command, InvalidArgumentError } from 'commander'

export interface ServeOptions {
  readonly host: string
  readonly port: number
  /** How visitors reach it. */
  readonly url: string
}

export interface ServeCommandDeps {
  readonly serve: (options: ServeOptions) => Promise<{ readonly stop: () => Promise<void> }>
  readonly untilStopped: () => Promise<void>
  readonly out: (line: string) => void
}

interface Given {
  readonly host: string
  readonly port: number
  readonly url?: string
}

export function serveCommand({ serve, untilStopped, out }: ServeCommandDeps): Command {
  return new Command('serve')
    .description('the pages of this office: desk, requesters, people, oversight, public')
    .option('--host <address>', 'where to listen; a proxy that ends TLS stands in front', '127.0.0.1')
    .option('--port <n>', 'where to listen', portNumber, 4000)
    .option('--url <address>', 'how visitors reach it, such as https://records.example.org')
    .addHelpText(
      'after',
      `
People sign in with OpenID Connect. The provider comes from the environment:

  POSTERN_OIDC_ISSUER          as its configuration document names it
  POSTERN_OIDC_CLIENT_ID       what this office is called there
  POSTERN_OIDC_CLIENT_SECRET   where it has one
  POSTERN_OIDC_SECOND_FACTOR   the acr value of a sign-in with a second factor,
                               where its amr does not say "mfa"

POSTERN_SCANNER names clamd, where there is one: its socket, or host:port.

Staff show a second factor at every sign-in, and a fresh one where they approve,
release or change rules.

Register <url>/sign-in/callback there as the one address to return to, and
<url>/signed-out for signing out. Run \`postern tick --every 1m\` beside it.`,
    )
    .action(async ({ host, port, url = `http://localhost:${port}` }: Given) => {
      const { stop } = await serve({ host, port, url: plainUrl(url) })
      out(`Serving ${url} from ${host}:${port}. Ctrl+C ends it.`)
      await untilStopped()
      await stop()
    })
}

function portNumber(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) throw new InvalidArgumentError('Write a port, 1 to 65535.')
  return port
}

/** Sign-ins come back to this address, so it is exact: a scheme, a host, perhaps a port, and nothing after it. */
function plainUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost')
  if (url === undefined || !secure || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw new InvalidArgumentError('Write --url as https://host, with nothing after it; http is for localhost alone.')
  }
  return url.origin
}
