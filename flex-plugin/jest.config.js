// The plugin lives in a page.
module.exports = (config) => ({ ...config, testEnvironment: "jsdom" });
