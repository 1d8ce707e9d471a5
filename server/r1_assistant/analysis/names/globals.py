"""The names that scripts have without defining them, in browsers, in Node and in workers."""

_NAMES = """
    Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date Error
    AggregateError EvalError FinalizationRegistry Float32Array Float64Array Function Infinity
    Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy
    RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol SyntaxError
    TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef
    WeakSet WebAssembly arguments decodeURI decodeURIComponent encodeURI encodeURIComponent escape
    eval globalThis isFinite isNaN parseFloat parseInt undefined unescape super this
    AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy
    CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException
    DecompressionStream Event EventTarget EventSource File FormData Headers MessageChannel
    MessageEvent MessagePort Performance ReadableStream Request Response TextDecoder TextEncoder
    TransformStream URL URLSearchParams WebSocket WritableStream atob btoa clearImmediate
    clearInterval clearTimeout console crypto exports fetch global module navigator performance
    process queueMicrotask require setImmediate setInterval setTimeout structuredClone __dirname
    __filename Audio AudioContext CSS DOMParser Document DocumentFragment Element FileReader
    HTMLElement HTMLCanvasElement HTMLImageElement HTMLInputElement HTMLVideoElement Image
    ImageBitmap ImageData IntersectionObserver KeyboardEvent MouseEvent MutationObserver Node
    NodeFilter NodeList Notification OffscreenCanvas Option Path2D PerformanceObserver
    PointerEvent PromiseRejectionEvent Range ResizeObserver SVGElement Selection ShadowRoot
    SharedWorker Storage StyleSheet Text Touch TouchEvent TreeWalker UIEvent VideoFrame WheelEvent
    Window Worker WorkerGlobalScope XMLHttpRequest XMLSerializer XPathResult addEventListener
    alert blur cancelAnimationFrame cancelIdleCallback close confirm customElements document
    dispatchEvent event frames getComputedStyle getSelection history importScripts indexedDB
    innerHeight innerWidth localStorage location matchMedia name opener origin parent
    postMessage print prompt removeEventListener requestAnimationFrame requestIdleCallback
    screen scroll scrollTo self sessionStorage status top window caches clients registration
    skipWaiting createImageBitmap reportError Deno Bun jQuery $ _ React define
"""

SCRIPT_GLOBALS: frozenset[str] = frozenset(_NAMES.split())
"""What is there in scripts without an import; libraries that come as globals, too."""
