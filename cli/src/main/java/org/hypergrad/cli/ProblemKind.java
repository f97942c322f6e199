package org.hypergrad.cli;

/** What is learned beside the weights. */
enum ProblemKind {
  /** Strengths of a penalty. */
  REGULARIZATION,
  /** How much every training row is worth. */
  CLEANING
}
