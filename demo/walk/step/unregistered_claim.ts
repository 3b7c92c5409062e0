/** A claim runs that nobody has registered: reported, not added; then a colleague registers it. */
import { READY, toStatusMessage } from "../../cluster/claim_state.ts";
import { UNREGISTERED_CLAIM } from "../../cluster/platform_claims.ts";
import { PLACE } from "../../github/place.ts";
import { found, missing } from "../condition.ts";
import { messagesOf, ORDERS_READY } from "../orders.ts";
import { probeSettledProposal } from "../proposal_probe.ts";
import { expect, type Step } from "../stage.ts";
import { FIRST_NUMBER, probeUntouched, readProposal } from "../update.ts";

const NAME = "flash-sale-images";
const ENTRY = `
  # Made by hand for the flash sale, adopted by team-shop.
  - name: ${NAME}
    template: bucketclaim
    category: storage
    namespace: shop
    createdAt: "2026-06-11T16:20:00Z"
    createdBy: 'mara'
    source: cli
    repository: platform/inventory
    path: claims/storage/${NAME}.yaml
    status: active
`;

/** What the entries say once the claim is registered. */
const REGISTERED_MESSAGES = {
  ...messagesOf(ORDERS_READY),
  [NAME]: toStatusMessage(READY),
};

/** Shows that the collector tells of it, and adds nothing to the registry. */
export const unregisteredClaim: Step = {
  title: "A bucket appears that nobody has registered",
  run: async (stage) => {
    const before = await readProposal(stage);
    stage.fleet.apply([{ claim: UNREGISTERED_CLAIM, state: READY }]);
    await expect(stage, {
      text: "the API reports it",
      probe: async () => {
        const { unregisteredClaims } = await stage.collector.api.runPass();
        const item = unregisteredClaims.first.find(({ name }) => name.includes(NAME));
        return item === undefined ? missing("nothing") : found(item);
      },
      detail: ({ name, reason }) => `(${name}: ${reason})`,
    });
    await expect(stage, {
      text: 'the next text of the pull request will list it under "Running, but not registered"',
      probe: async () => {
        const { body } = await stage.collector.api.readPlan();
        const section = body.split("Running, but not registered")[1] ?? "";
        return section.includes(NAME) ? found(body) : missing("a text without it");
      },
      detail: () => "(words alone change once an hour)",
    });
    await expect(stage, {
      text: "the registry is not touched for it: no entry, no new commit",
      probe: probeUntouched(stage, before),
    });
  },
};

/** Shows that work of people on the base branch is built upon. */
export const colleagueRegisters: Step = {
  title: "A colleague registers it on main, while the pull request is open",
  run: async (stage) => {
    const { base } = await stage.repository.look();
    await stage.person.commitFile({
      path: PLACE.registryPath,
      text: base.registry + ENTRY,
      message: `Register ${NAME}`,
    });
    const probe = probeSettledProposal(stage, {
      number: FIRST_NUMBER,
      messages: REGISTERED_MESSAGES,
    });
    await expect(stage, {
      text: "the pull request is rebuilt on top of that commit, with the new entry's status",
      probe: async () => {
        const finding = await probe();
        const isBehind = finding.isFound && finding.value.branch.behindCount > 0;
        return isBehind ? missing("a branch without the new commit") : finding;
      },
    });
    stage.screen.done("still #1, still one branch, still one commit, no conflict");
  },
};
