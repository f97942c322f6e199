package org.hypergrad.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hypergrad.kernels.Penalty;
import org.hypergrad.kernels.Selection;
import org.hypergrad.solvers.Evaluation;
import org.hypergrad.solvers.Evaluator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code hypergrad evaluate}: the exact value function and its gradient at a model's strengths. */
@Command(
    name = "evaluate",
    description =
        "Computes the exact validation loss h and its gradient at a model's strengths: weights are"
            + " fitted anew to the training rows, those in the model are only compared with them. Give"
            + " files, fractions and seed as they were given to solve, so that the rows are the same;"
            + " standardisation and intercept are in the model.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true)
final class EvaluateCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "F",
      required = true,
      description = "A model.json that solve has written.")
  private @Nullable Path model;

  @Option(names = "--json", description = "Print JSON, with the whole gradient.")
  private boolean json;

  @ArgGroup(validate = false, heading = "%nData:%n")
  private DataOptions data = new DataOptions();

  @ArgGroup(validate = false, heading = "%nComputing:%n")
  private BackendOptions backend = new BackendOptions();

  @Override
  public Integer call() throws IOException {
    if (model == null) {
      throw new IllegalStateException("picocli requires this option");
    }
    data.check(spec.commandLine());
    backend.check(spec.commandLine());
    Selection selection = backend.select(spec.commandLine());
    Terminal terminal = main.terminal();
    Model read = ModelFile.read(model);
    Strengths strengths = read.strengths();
    if (strengths == null) {
      throw new InputException(
          model, "holds no strengths of a penalty, which are what is evaluated; use predict");
    }
    Parts parts = new ModelData(read, terminal).parts(data);
    Penalty penalty = strengths.layout().penalty(read.preprocessing().intercept());
    try (OpenProblem open =
        OpenProblem.regularization(
            selection, parts, penalty, strengths.box(), backend.openOptions())) {
      terminal.say("backend " + OneLine.of(open.choice().toString()));
      backend.sayArithmetic(open, terminal);
      Evaluation evaluation = new Evaluator(open.problem()).evaluate(strengths.x());
      Map<String, @Nullable Object> values = values(open, read, evaluation);
      if (json) {
        values.put("hypergradient", evaluation.hypergradient());
        terminal.out().print(JsonOutput.text(values));
      } else {
        values.forEach((name, value) -> terminal.out().printf("%-29s %s%n", name, value));
      }
    }
    return ExitCode.OK;
  }

  private static Map<String, @Nullable Object> values(
      OpenProblem open, Model model, Evaluation evaluation) {
    double[] weights = evaluation.innerSolution();
    boolean intercept = model.preprocessing().intercept();
    double[] found = Model.comparable(weights, model.classes(), intercept);
    double[] stored = Model.comparable(model.theta(), model.classes(), intercept);
    double distance = 0;
    for (int k = 0; k < found.length; k++) {
      distance = Math.max(distance, Math.abs(found[k] - stored[k]));
    }
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("h", JsonOutput.finite(evaluation.h()));
    values.put("hypergradient_norm", JsonOutput.finite(evaluation.hypergradientNorm()));
    values.put("projected_hypergradient_norm", JsonOutput.finite(evaluation.projectedNorm()));
    values.put("validation_error", JsonOutput.finite(evaluation.outerError()));
    values.put("training_error", JsonOutput.finite(open.trainingError(weights)));
    if (open.hasTest()) {
      values.put("test_error", JsonOutput.finite(open.testError(weights)));
    }
    values.put("inner_gradient_norm", JsonOutput.finite(evaluation.innerGradientNorm()));
    values.put("largest_difference_of_theta", JsonOutput.finite(distance));
    return values;
  }
}
