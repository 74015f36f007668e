// Sends what is meant for the vendor's hosts to the practice ledger instead: the library has their names built in.
//
// Not here: any change to the library, or to what it says. Paths, headers and bodies pass as they are.
// Invariant: nothing leaves this computer; a call to any other host fails its test.
const http = require('node:http');
const https = require('node:https');

const VENDOR = new Set(['api.xero.com', 'identity.xero.com', 'login.xero.com']);
const practice = { port: 0 };

function merged(parts) {
  const options = {};
  for (const part of parts) {
    if (typeof part === 'string' || part instanceof URL) {
      const url = new URL(part);
      Object.assign(options, { hostname: url.hostname, path: url.pathname + url.search });
    } else if (part && typeof part === 'object') {
      Object.assign(options, part);
    }
  }
  return options;
}

https.request = (...parts) => {
  const options = merged(parts);
  const host = options.hostname ?? options.host;
  if (!VENDOR.has(host)) throw new Error(`a test reached for ${host}`);
  const headers = { ...options.headers };
  for (const name of Object.keys(headers)) if (name.toLowerCase() === 'host') delete headers[name];
  const here = { protocol: 'http:', hostname: '127.0.0.1', host: '127.0.0.1', port: practice.port, agent: undefined, agents: undefined };
  return http.request({ ...options, ...here, headers }, parts.find((part) => typeof part === 'function'));
};
https.get = (...parts) => {
  const request = https.request(...parts);
  request.end();
  return request;
};

module.exports = practice;
