// Runs llama.cpp for the benchmark: a line {"ids": [...], "tokens": n} asks for n tokens after a
// prompt, chosen greedily from an empty cache; a line with the times in seconds answers it.
//
//     node peer.mjs PACKAGE_FOLDER GGUF THREADS CONTEXT_TOKENS
import {createInterface} from "node:readline";
import {join} from "node:path";
import {pathToFileURL} from "node:url";

const [folder, modelPath, threads, contextSize] = process.argv.slice(2);
const {getLlama} = await import(pathToFileURL(join(folder, "dist", "index.js")));
const llama = await getLlama({
    gpu: false, build: "never", maxThreads: Number(threads), logLevel: "error"
});
const model = await llama.loadModel({modelPath});
const context = await model.createContext({
    contextSize: Number(contextSize), batchSize: 512, threads: Number(threads), sequences: 1
});
const sequence = context.getSequence();

async function generate({ids, tokens}) {
    await sequence.clearHistory();
    const start = performance.now();
    const stream = sequence.evaluate(ids, {temperature: 0, yieldEogToken: true});
    let count = 0;
    let first = start;
    let last = start;
    for await (const token of stream) {
        last = performance.now();
        if (model.isEogToken(token)) break;
        count += 1;
        if (count === 1) first = last;
        if (count >= tokens) break;
    }
    return {tokens: count, first: (first - start) / 1000, decode: (last - first) / 1000};
}

console.log(JSON.stringify({ready: true}));
for await (const line of createInterface({input: process.stdin}))
    console.log(JSON.stringify(await generate(JSON.parse(line))));
process.exit(0);
