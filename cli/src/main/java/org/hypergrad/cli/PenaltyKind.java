package org.hypergrad.cli;

/** What shares a strength of the penalty. */
enum PenaltyKind {
  /** Nothing but the weights of one feature: every feature has its own. */
  FEATURE,
  /** All weights. */
  ONE,
  /** The weights of a class, of which there are three or more. */
  CLASS,
  /** The features of a named group. */
  GROUP
}
