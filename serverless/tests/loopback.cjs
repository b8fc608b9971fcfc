// Loaded into the Functions runtime before everything else (`node --require`): sends what is meant
// for Twilio to the sandbox, and keeps the runtime itself on loopback.

const net = require("node:net");
const tls = require("node:tls");

const LOOPBACK = "127.0.0.1";

// Read at once: the runtime empties the environment before it runs a Function.
const SANDBOX_PORT = Number(process.env.SANDBOX_PORT);

const { connect } = tls;
tls.connect = (options, ...rest) => {
  if (!/\.twilio\.com$/.test(options?.host ?? "")) return connect(options, ...rest);
  // The sandbox makes a certificate at each start, and nobody vouches for it.
  const sandbox = { host: LOOPBACK, port: SANDBOX_PORT, rejectUnauthorized: false };
  return connect({ ...options, ...sandbox }, ...rest);
};

const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (port, ...rest) {
  return Number.isNaN(Number(port))
    ? listen.call(this, port, ...rest)
    : listen.call(this, Number(port), LOOPBACK, ...rest);
};
