package io.afterimage.benchmarks;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.afterimage.observability.ExitSignals;

/** The rules that hold for all modules together; this, the last one, tests with all of them. */
@AnalyzeClasses(
    packages = "io.afterimage",
    importOptions = {
      ImportOption.DoNotIncludeTests.class,
      ArchitectureTest.DoNotIncludeTestJars.class
    })
class ArchitectureTest {

  private static final String MAIN = "Main";

  /** Test classes of other modules: folders in a test run, but jars once they are packaged. */
  static final class DoNotIncludeTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule shouldUseDjlOnlyInPackagesNamedSo =
      noClasses()
          .that()
          .resideOutsideOfPackage("..djl..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", "ai.onnxruntime..");

  @ArchTest
  static final ArchRule shouldKeepTheStreamFromTheTrainer =
      noClasses()
          .that()
          .resideInAPackage("io.afterimage.streams..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.afterimage.trainer..");

  @ArchTest
  static final ArchRule shouldKeepTheTrainerFromTheStream =
      noClasses()
          .that()
          .resideInAPackage("io.afterimage.trainer..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.afterimage.streams..");

  @ArchTest
  static final ArchRule shouldClassifyAndTrainWithoutKafka =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.afterimage.model",
              "io.afterimage.model.picture..",
              "io.afterimage.model.inference..",
              "io.afterimage.model.onnx..",
              "io.afterimage.model.backbone..",
              "io.afterimage.model.weights..",
              "io.afterimage.model.classifier..",
              "io.afterimage.trainer.dataset..",
              "io.afterimage.trainer.training..",
              "io.afterimage.trainer.validation..",
              "io.afterimage.cli.offline..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule shouldReadTheEnvironmentOnlyInMain =
      noClasses()
          .that()
          .doNotHaveSimpleName(MAIN)
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  /** The signals' way out stands in for the virtual machine's own. */
  @ArchTest
  static final ArchRule shouldEndTheProcessOnlyInMainOrByASignal =
      noClasses()
          .that()
          .doNotHaveSimpleName(MAIN)
          .and()
          .areNotAssignableTo(ExitSignals.class)
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(ExitSignals.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  @ArchTest
  static final ArchRule shouldPrintOnlyInMain =
      noClasses()
          .that()
          .doNotHaveSimpleName(MAIN)
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule shouldParseCommandLinesOnlyInCommands =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.afterimage.cli.command..",
              "io.afterimage.cli.options..",
              "io.afterimage.benchmarks..")
          .and()
          .doNotHaveFullyQualifiedName("io.afterimage.cli.Main")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule shouldNotDependOnTheCommand =
      noClasses()
          .that(
              resideInAnyPackage("io.afterimage..")
                  .and(resideInAnyPackage("io.afterimage.cli..").negate()))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.afterimage.cli..");

  @ArchTest
  static final ArchRule shouldNamePackagesAfterTheDomain =
      noClasses()
          .should()
          .resideInAnyPackage(
              "io.afterimage..util..",
              "io.afterimage..common..",
              "io.afterimage..helper..",
              "io.afterimage..impl..");

  @ArchTest
  static final ArchRule shouldHaveNoCyclesBetweenParts =
      slices().matching("io.afterimage.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule shouldHaveNoCyclesBetweenPackages =
      slices().matching("io.afterimage.(**)").should().beFreeOfCycles();
}
