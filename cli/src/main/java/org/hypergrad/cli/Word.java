package org.hypergrad.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hypergrad.kernels.Arithmetic;
import org.hypergrad.solvers.Sampling;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an option whose value is one of a few words; if it is none of them, says which there are.
 *
 * @param <E> the enum whose constants, in lower case, are the words
 */
abstract class Word<E extends Enum<E>> implements ITypeConverter<E> {

  private final Class<E> type;

  private Word(Class<E> type) {
    this.type = type;
  }

  /** How a constant is written. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public E convert(String text) {
    for (E constant : type.getEnumConstants()) {
      if (of(constant).equals(text.toLowerCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw new TypeConversionException(
        "'%s' is none of %s"
            .formatted(
                text,
                Arrays.stream(type.getEnumConstants())
                    .map(Word::of)
                    .collect(Collectors.joining(", "))));
  }

  /** A solver's name. */
  static final class OfSolver extends Word<SolverName> {
    OfSolver() {
      super(SolverName.class);
    }
  }

  /** A rule of sampling. */
  static final class OfSampling extends Word<Sampling> {
    OfSampling() {
      super(Sampling.class);
    }
  }

  /** A kind of problem. */
  static final class OfProblem extends Word<ProblemKind> {
    OfProblem() {
      super(ProblemKind.class);
    }
  }

  /** A kind of penalty. */
  static final class OfPenalty extends Word<PenaltyKind> {
    OfPenalty() {
      super(PenaltyKind.class);
    }
  }

  /** What may be computed in. */
  static final class OfArithmetic extends Word<Arithmetic> {
    OfArithmetic() {
      super(Arithmetic.class);
    }
  }

  /** An embedded data set. */
  static final class OfDemoData extends Word<DemoData> {
    OfDemoData() {
      super(DemoData.class);
    }
  }
}
