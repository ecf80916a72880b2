package io.afterimage.benchmarks.report;

import io.afterimage.schemas.events.EventJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells tables as they come, and writes all of them to a file in the end where that is wanted. */
public final class ReportOptions {

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the tables here.")
  private Path json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private final List<Table> tables = new ArrayList<>();

  /** Prints a table. */
  public void add(Table table) {
    tables.add(table);
    say("\n" + table.text());
  }

  /** Prints a line. */
  public void say(String line) {
    PrintWriter out = command.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  /** Writes the file. */
  public void finish() throws IOException {
    if (json != null) {
      Files.write(
          json,
          EventJson.mapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsBytes(Map.of("command", command.name(), "tables", tables)));
    }
  }
}
