package org.hypergrad.bench.jmh;

import org.hypergrad.bench.data.DataName;
import org.hypergrad.bench.data.Source;
import org.hypergrad.bench.peers.Peer;
import org.hypergrad.bench.work.FullPass;
import org.hypergrad.bench.work.Operation;
import org.hypergrad.bench.work.Passes;
import org.hypergrad.bench.work.Verification;
import org.hypergrad.kernels.Dataset;

/** The same pass by other means. */
public abstract class PeerSettings extends Settings {

  /** For JMH. */
  protected PeerSettings() {}

  /** Opens and verifies. */
  static Operation pass(String data, String peer, Passes.Kind kind) {
    Dataset rows = Source.ofEnvironment().training(DataName.of(data));
    FullPass pass = new FullPass(Peer.of(peer).open(rows), kind, rows.columns());
    Verification.check(peer, pass, Verification.Expected.of(kind, rows));
    return pass;
  }
}
