package org.hypergrad.bench.peers;

import java.util.Arrays;
import java.util.List;
import org.hypergrad.bench.work.Passes;
import org.hypergrad.kernels.Dataset;
import org.jspecify.annotations.Nullable;

/** Other ways to the same passes. */
public enum Peer {
  /** Compressed rows in a plain Java loop. */
  PLAIN("plain Java"),
  /** Rows in a plain Java loop. */
  PLAIN_DENSE("plain Java, dense"),
  /** liblinear-java 2.44. */
  LIBLINEAR("liblinear"),
  /** EJML's sparse products. */
  EJML("EJML"),
  /** Intel's MKL, where the environment names it. */
  MKL("MKL"),
  /** netlib's BLAS in Java. */
  JAVA_BLAS("BLAS in Java"),
  /** OpenBLAS through netlib. */
  NATIVE_BLAS("OpenBLAS");

  private final String label;

  Peer(String label) {
    this.label = label;
  }

  /**
   * The peer of a name, such as {@code liblinear}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Peer of(String label) {
    return Arrays.stream(values())
        .filter(peer -> peer.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no peer is called " + label));
  }

  /** Its name. */
  public String label() {
    return label;
  }

  /**
   * Copies the data into its own form.
   *
   * @throws org.hypergrad.kernels.BackendRefusedException if it cannot run here
   */
  public Passes open(Dataset data) {
    return switch (this) {
      case PLAIN -> new PlainSparse(data);
      case PLAIN_DENSE -> new PlainDense(data);
      case LIBLINEAR -> new Liblinear(data);
      case EJML -> new Ejml(data);
      case MKL -> new Mkl(data);
      case JAVA_BLAS -> new Blas(data, Netlib.inJava());
      case NATIVE_BLAS -> new Blas(data, Netlib.calls());
    };
  }

  /** Those for sparse rows that can run here. */
  public static List<Peer> sparse() {
    return Mkl.folder() == null
        ? List.of(PLAIN, LIBLINEAR, EJML)
        : List.of(PLAIN, LIBLINEAR, EJML, MKL);
  }

  /** The file name of the native BLAS that {@link #NATIVE_BLAS} calls, or null without one. */
  public static @Nullable String nativeLibrary() {
    return Netlib.library();
  }
}
