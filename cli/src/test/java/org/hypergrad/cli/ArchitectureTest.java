package org.hypergrad.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of dependencies, seen from the one module that sees all others. */
@AnalyzeClasses(
    packages = "org.hypergrad",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {

  /** Packages of backends in modules of their own, wherever a name like that may turn up. */
  private static final String[] BACKENDS = {
    "org.hypergrad.kernels.simd..", "org.hypergrad.kernels.blas..", "org.hypergrad.kernels.cuda.."
  };

  private static final DescribedPredicate<JavaClass> KERNELS_API =
      resideInAPackage("org.hypergrad.kernels..").and(not(resideInAnyPackage(BACKENDS)));

  private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("org.hypergrad..");

  @ArchTest
  static final ArchRule kernelsApiDependsOnNothing =
      noClasses()
          .that(KERNELS_API)
          .should()
          .dependOnClassesThat(
              not(KERNELS_API).and(not(resideInAnyPackage("java..", "org.jspecify.."))));

  @ArchTest
  static final ArchRule backendsDependOnKernelsAlone =
      noClasses()
          .that()
          .resideInAnyPackage(BACKENDS)
          .should()
          .dependOnClassesThat(OURS.and(not(resideInAPackage("org.hypergrad.kernels.."))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule datasetsDependOnKernelsAlone =
      noClasses()
          .that()
          .resideInAPackage("org.hypergrad.datasets..")
          .should()
          .dependOnClassesThat(
              OURS.and(not(KERNELS_API)).and(not(resideInAPackage("org.hypergrad.datasets.."))));

  @ArchTest
  static final ArchRule solversDependOnKernelsAlone =
      noClasses()
          .that()
          .resideInAPackage("org.hypergrad.solvers..")
          .should()
          .dependOnClassesThat(
              OURS.and(not(KERNELS_API)).and(not(resideInAPackage("org.hypergrad.solvers.."))));

  @ArchTest
  static final ArchRule nobodyDependsOnTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.hypergrad.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.hypergrad.cli..");

  /**
   * A solver names no backend. QuadraticProblem brings its own oracles, and so chooses for itself.
   */
  @ArchTest
  static final ArchRule noSolverNamesABackend =
      noClasses()
          .that()
          .resideInAPackage("org.hypergrad.solvers..")
          .and()
          .doNotHaveSimpleName("QuadraticProblem")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.hypergrad.kernels.scalar..");

  @ArchTest
  static final ArchRule onlyBackendsBuildOnTheReference =
      noClasses()
          .that()
          .resideInAnyPackage("org.hypergrad.datasets..", "org.hypergrad.cli..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.hypergrad.kernels.scalar..").or(resideInAnyPackage(BACKENDS)));

  @ArchTest
  static final ArchRule terminalAndJsonLibrariesStopInTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.hypergrad.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "tools.jackson..", "me.tongfei..", "org.jline..");

  @ArchTest
  static final ArchRule compressionLibrariesStopInDatasets =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.hypergrad.datasets..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.commons.compress..", "org.tukaani..");
}
