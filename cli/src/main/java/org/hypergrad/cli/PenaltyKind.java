package org.hypergrad.cli;

/** What shares a strength e^x. */
enum PenaltyKind {
  /** Nothing: every feature has its own. */
  FEATURE,
  /** All features. */
  ONE,
  /** The features of a named group. */
  GROUP
}
