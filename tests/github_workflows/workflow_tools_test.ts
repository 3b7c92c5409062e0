import { runCleanTool, testTools } from "../testing/tools/check_tool.ts";

testTools("actionlint finds nothing in the workflows", async () => {
  await runCleanTool("actionlint", ["-shellcheck=", "-pyflakes="]);
});

testTools("zizmor finds nothing in the workflows, not even what may be wrong", async () => {
  const args = ["--offline", "--no-config", "--strict-collection", "--persona=auditor"];
  await runCleanTool("zizmor", [...args, ".github/workflows"]);
});
