// What Flex UI's dependencies expect of Node.js.
import { Buffer } from "buffer/";
import process from "process/browser";

export { Buffer, process };
