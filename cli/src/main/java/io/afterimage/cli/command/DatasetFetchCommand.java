package io.afterimage.cli.command;

import io.afterimage.cli.datasets.DatasetFetch;
import io.afterimage.cli.datasets.PublicDataset;
import io.afterimage.cli.fetch.FileCache;
import io.afterimage.cli.fetch.Transfer;
import io.afterimage.cli.terminal.ShellWord;
import io.afterimage.cli.terminal.StopSignal;
import io.afterimage.cli.terminal.Terminal;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches a data set. */
@Command(
    name = "fetch",
    description = {
      "Fetch a data set's official archive and unpack it into a folder per class.",
      "An interrupted transfer is continued by the next call. Each data set has its own licence:",
      "read it before you use the images."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  afterimage dataset fetch cats-and-dogs photos/",
      "  afterimage dataset fetch cifar10 cifar10/",
      "  afterimage dataset fetch fashion-mnist clothes/"
    })
final class DatasetFetchCommand implements Callable<Integer> {

  /** The environment's variable that names another site with the same files. */
  static final String SITE = "AFTERIMAGE_DATASET_SITE";

  private final CommandContext context;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "cats-and-dogs, cifar10 or fashion-mnist.")
  private String name;

  @Parameters(index = "1", paramLabel = "DIR", description = "Folder to make; not there yet.")
  private Path folder;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Where archives are kept. Without it: ~/.cache/afterimage.")
  private Optional<Path> cache;

  DatasetFetchCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Terminal terminal = context.terminal();
    FileCache files =
        new FileCache(
            cache.orElseGet(() -> FileCache.usualFolder(context.environment())), Transfer.usual());
    Optional<URI> site = Optional.ofNullable(context.environment().get(SITE)).map(URI::create);
    PublicDataset dataset = PublicDataset.named(name);
    try (StopSignal stop =
            StopSignal.install(
                terminal, "the partial download is kept, and the same command resumes it");
        FetchBar bar = new FetchBar(terminal)) {
      new DatasetFetch(files, site).run(dataset, folder, bar::of, stop::isRequested);
    }
    terminal.say("%s is in %s".formatted(dataset.code(), folder));
    NextStep.say(
        context,
        "'afterimage train %s --output model/ --report report/' learns from it"
            .formatted(ShellWord.of(folder)));
    return ExitCode.OK;
  }
}
