// The least that a function can do: what its host and the library cost, and nothing else.
const { app } = require("@azure/functions");

app.setup({ enableHttpStream: true });
app.http("empty", { methods: ["POST"], authLevel: "anonymous", handler: async () => ({ status: 200 }) });
