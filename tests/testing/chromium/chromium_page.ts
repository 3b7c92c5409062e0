/**
 * One page in a real Chromium, without a window: what it shows, what it complains of, and what it asks
 * for. The browser has a profile of its own, and goes with the page.
 */
import { TextLineStream } from "../text_line_stream.ts";
import { DevToolsSocket, type DevToolsValues } from "./devtools_socket.ts";

/** What the browser shall be like. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
}

const FLAGS = [
  ..."--headless --no-sandbox --disable-gpu --disable-quic --no-first-run".split(" "),
  ..."--disable-background-networking --disable-component-update --disable-sync".split(" "),
  ..."--disable-dev-shm-usage --remote-debugging-port=0".split(" "),
];
const LISTENING = /^DevTools listening on (ws:\S+)$/;
const DOMAINS = ["Page", "Runtime", "Log", "Network", "Audits"];
/** What the browser has to know of the keys that tests press. */
const KEYS = {
  Tab: { windowsVirtualKeyCode: 9 },
  Enter: { windowsVirtualKeyCode: 13, text: "\r" },
} as const;
const DEADLINE_MS = 60_000;

/** A page that is open, for a minute at most. */
export class ChromiumPage implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;
  readonly #socket: DevToolsSocket;
  readonly #sessionId: unknown;
  readonly #loads: (() => void)[] = [];
  readonly #deadline: ReturnType<typeof setTimeout>;
  /** Errors of the console, refusals of a policy, and whatever else the browser complains of. */
  readonly complaints: string[] = [];
  /** Addresses of all requests. */
  readonly requests: string[] = [];

  private constructor(parts: {
    readonly child: Deno.ChildProcess;
    readonly folder: string;
    readonly socket: DevToolsSocket;
    readonly sessionId: unknown;
  }) {
    this.#child = parts.child;
    this.#folder = parts.folder;
    this.#socket = parts.socket;
    this.#sessionId = parts.sessionId;
    // Whatever is waited for then fails.
    this.#deadline = setTimeout(() => this.#child.kill("SIGKILL"), DEADLINE_MS);
    parts.socket.watch(({ method, params }) => this.#note(method, params));
  }

  /** Starts a browser with an empty page. */
  static async create(): Promise<ChromiumPage> {
    const folder = await Deno.makeTempDir();
    const child = new Deno.Command("chromium", {
      args: [...FLAGS, `--user-data-dir=${folder}`, "about:blank"],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const socket = await DevToolsSocket.open(await readAddress(child));
    const { targetId } = await socket.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await socket.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new ChromiumPage({ child, folder, socket, sessionId });
    for (const domain of DOMAINS) await page.#send(`${domain}.enable`);
    return page;
  }

  /** Goes to an address and waits until all that belongs to it is there. */
  async open(url: string): Promise<void> {
    const load = new Promise<void>((resolve) => this.#loads.push(resolve));
    const { errorText } = await this.#send("Page.navigate", { url });
    if (errorText !== undefined) throw new Error(`Cannot open "${url}": ${errorText}`);
    await Promise.race([load, this.#socket.closed]);
    // What the page has caused comes before the answer to the next question.
    await this.evaluate("document.readyState");
  }

  /** Asks the page; this works whatever its policy forbids. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      expression,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return Object(result).value;
  }

  /** Changes what the page is shown on. */
  async showOn({ width, height, scheme }: Screen): Promise<void> {
    await this.#send("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: width < 600,
    });
    await this.#send("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: scheme }],
    });
  }

  /** Presses a key where the focus is. */
  async press(key: keyof typeof KEYS): Promise<void> {
    const event = { key, code: key, ...KEYS[key] };
    await this.#send("Input.dispatchKeyEvent", { type: "keyDown", ...event });
    await this.#send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  /** What is seen, as a PNG. */
  async takePicture(): Promise<Uint8Array> {
    const { data } = await this.#send("Page.captureScreenshot", { format: "png" });
    return Uint8Array.fromBase64(String(data));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#deadline);
    await this.#socket.send("Browser.close").catch(() => {});
    this.#socket[Symbol.dispose]();
    await this.#child.status;
    await Deno.remove(this.#folder, { recursive: true });
  }

  #send(method: string, params: DevToolsValues = {}): Promise<DevToolsValues> {
    return this.#socket.send(method, { ...params, sessionId: this.#sessionId });
  }

  #note(method: string, params: DevToolsValues): void {
    switch (method) {
      case "Page.loadEventFired":
        return this.#loads.shift()?.();
      case "Network.requestWillBeSent":
        return void this.requests.push(Object(params["request"]).url);
      case "Runtime.consoleAPICalled":
      case "Runtime.exceptionThrown":
      case "Log.entryAdded":
      case "Audits.issueAdded":
        return void this.complaints.push(`${method} ${JSON.stringify(params)}`);
    }
  }
}

/** Where the browser listens; the rest that it says is of no interest. */
async function readAddress(child: Deno.ChildProcess): Promise<string> {
  const lines = child.stderr.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(() => {
    reject(new Error("Chromium did not start in time"));
    child.kill("SIGKILL");
  }, DEADLINE_MS);
  const said: string[] = [];
  void (async () => {
    for await (const line of lines) {
      said.push(line);
      const address = LISTENING.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    }
    reject(new Error(`Chromium has ended: ${said.join("\n")}`));
  })();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
