import { defineRealContract } from "./real_contract.ts";

// As older servers are: no streamed lists, and pages that come from the database alone.
defineRealContract("pages", ["--feature-gates=WatchList=false,ListFromCacheSnapshot=false"]);
