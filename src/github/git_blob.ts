/** Git's name for a content, under the name that this folder knows it by. */
export { toBlobId } from "../collector/blob_id.ts";
