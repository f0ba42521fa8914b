// A certified OpenID provider on the loopback address, with people made up by their login.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [port, ...backs] = process.argv.slice(2);
const NAMES = { bobrov: { family_name: "Бобров", given_name: "Лев" } };
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: "mcu", client_secret: "loopback-secret", redirect_uris: backs,
    grant_types: ["authorization_code"], response_types: ["code"],
    token_endpoint_auth_method: "client_secret_basic",
  }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "family_name", "given_name"] },
  pkce: { required: () => true },
  cookies: { keys: ["loopback"] },
  async findAccount(context, id) {
    return {
      accountId: id,
      claims: async () => ({
        sub: id, name: id, ...NAMES[id], email: `${id.split("+")[0]}@town.example`, email_verified: !id.includes("unverified"),
      }),
    };
  },
});
createServer(provider.callback()).listen(Number(port), "127.0.0.1", () => console.log("ready"));
