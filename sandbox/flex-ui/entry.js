// The real Flex UI as one script for a page. What built plugins expect to find on `window` is put
// there: Twilio's plugin builder leaves these packages out of a plugin's bundle.
import * as React from "react";
import * as ReactDOM from "react-dom";
import * as ReactRedux from "react-redux";
import * as ReactRouterDOM from "react-router-dom";
import * as Redux from "redux";

Object.assign(window, { React, ReactDOM, ReactRedux, ReactRouterDOM, Redux });
window.Twilio = { ...window.Twilio, Flex: require("@twilio/flex-ui") };
