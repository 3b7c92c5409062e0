import { defineRealContract } from "./real_contract.ts";

defineRealContract("streams", []);
