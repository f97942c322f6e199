package org.hypergrad.cli;

/** The solvers there are. */
enum SolverName {
  SOBA,
  SABA,
  SID
}
