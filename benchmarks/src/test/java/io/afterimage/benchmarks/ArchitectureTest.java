package io.afterimage.benchmarks;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.afterimage.service.ExitSignals;
import java.util.Map;
import java.util.Set;

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

  /** What each module may import of the others; an arrow that is not here is not allowed. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          entry("config", Set.of()),
          entry("broker", Set.of()),
          entry("schemas", Set.of("config")),
          entry("images", Set.of()),
          entry("kafka", Set.of("config", "schemas")),
          entry("service", Set.of("config", "schemas", "kafka")),
          entry("models", Set.of("schemas", "images")),
          entry("registry", Set.of("config", "schemas", "images", "kafka", "models")),
          entry("networks", Set.of("images", "models")),
          entry("training", Set.of("config", "schemas", "images", "models", "networks")),
          entry(
              "stream",
              Set.of("config", "schemas", "images", "kafka", "service", "models", "registry")),
          entry(
              "trainer",
              Set.of(
                  "config",
                  "schemas",
                  "images",
                  "kafka",
                  "service",
                  "models",
                  "registry",
                  "networks",
                  "training")),
          entry("client", Set.of("config", "schemas", "images", "kafka", "models", "registry")),
          entry(
              "console",
              Set.of(
                  "config",
                  "schemas",
                  "images",
                  "kafka",
                  "service",
                  "models",
                  "registry",
                  "networks",
                  "training",
                  "client")));

  /** Modules on whose class path Kafka is. */
  private static final String[] WITH_KAFKA = {
    "io.afterimage.broker..",
    "io.afterimage.schemas..",
    "io.afterimage.kafka..",
    "io.afterimage.service..",
    "io.afterimage.registry..",
    "io.afterimage.stream..",
    "io.afterimage.trainer..",
    "io.afterimage.client..",
    "io.afterimage.console..",
    "io.afterimage.cli..",
    "io.afterimage.testkit..",
    "io.afterimage.benchmarks.."
  };

  @ArchTest
  static void shouldImportOnlyModulesBelow(JavaClasses classes) {
    MAY_IMPORT.forEach(
        (module, allowed) ->
            classes()
                .that()
                .resideInAPackage(packages(module))
                .should()
                .onlyDependOnClassesThat(
                    resideOutsideOfPackage("io.afterimage..")
                        .or(resideInAPackage(packages(module)))
                        .or(
                            resideInAnyPackage(
                                allowed.stream()
                                    .map(ArchitectureTest::packages)
                                    .toArray(String[]::new))))
                .check(classes));
  }

  @ArchTest
  static final ArchRule shouldClassifyAndTrainWithoutKafka =
      noClasses()
          .that()
          .resideOutsideOfPackages(WITH_KAFKA)
          .or()
          .resideInAPackage("io.afterimage.cli.offline..")
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

  private static String packages(String module) {
    return "io.afterimage." + module + "..";
  }
}
