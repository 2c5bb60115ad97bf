import { hash } from 'node:crypto';
import { BASE_STYLE } from './base-style.ts';
import { type Html, html } from './html.ts';

/** A page that stands by itself: no script, nothing from outside, and a policy that forbids both. */
export interface Page {
  readonly title: string;
  /** Style besides the one of every page: one text without outside resources. */
  readonly style: string;
  readonly body: Html;
}

/** The text of a page. It is sent around and opened by others: it allows its own style alone, by its
 * hash. */
export function pageText({ title, style, body }: Page): string {
  const whole = `${BASE_STYLE}${style}`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(whole)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ markup: whole }}</style></head>
<body>${body}</body></html>
`.markup;
}

function contentPolicy(style: string): string {
  const digest = hash('sha256', style, 'base64');
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
}

/** A figure among others at the top of a page. */
export function figure(title: string, value: string | number, isAlarm = false): Html {
  return html`<div><dt>${title}</dt><dd class="${isAlarm ? 'alarm' : ''}">${value}</dd></div>`;
}
