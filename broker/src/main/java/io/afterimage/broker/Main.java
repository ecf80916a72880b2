package io.afterimage.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A broker as its own process: {@code Main FOLDER PORT [--stop-at-end-of-input] [name=value …]}.
 * Prints {@code broker ready HOST:PORT} when clients may come, and stops on SIGTERM. With {@code
 * --stop-at-end-of-input} it also stops when its standard input ends, as it does when the parent
 * process dies. Exit codes: 0 stopped, 1 failed, 2 wrong arguments.
 */
public final class Main {

  static final String READY = "broker ready ";
  static final String STOP_AT_END_OF_INPUT = "--stop-at-end-of-input";

  private Main() {}

  /** Runs until stopped. */
  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    EmbeddedBrokerConfig config;
    try {
      config = parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(run(config, arguments.contains(STOP_AT_END_OF_INPUT)));
  }

  static EmbeddedBrokerConfig parse(List<String> arguments) {
    List<String> plain =
        arguments.stream().filter(argument -> !argument.equals(STOP_AT_END_OF_INPUT)).toList();
    if (plain.size() < 2 || !plain.get(1).matches("\\d{1,5}")) {
      throw new IllegalArgumentException(
          "usage: FOLDER PORT [%s] [name=value ...]; PORT 0 picks a free one"
              .formatted(STOP_AT_END_OF_INPUT));
    }
    Map<String, String> properties = new TreeMap<>();
    for (String setting : plain.subList(2, plain.size())) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "argument '%s' is not a broker property: write name=value".formatted(setting));
      }
      properties.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return new EmbeddedBrokerConfig(
        Path.of(plain.get(0)), Integer.parseInt(plain.get(1)), properties);
  }

  private static int run(EmbeddedBrokerConfig config, boolean stopAtEndOfInput) {
    EmbeddedBroker broker;
    try {
      broker = EmbeddedBroker.start(config);
    } catch (BrokerStartException e) {
      System.err.println(e.getMessage());
      return 1;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
    CompletableFuture<Throwable> fault = broker.fatalFault().toCompletableFuture();
    CompletableFuture<Void> endOfInput = new CompletableFuture<>();
    if (stopAtEndOfInput) {
      Thread watch = new Thread(() -> awaitEndOfInput(endOfInput), "broker-input-watch");
      watch.setDaemon(true);
      watch.start();
    }
    System.out.println(READY + broker.bootstrapServers());
    System.out.flush();
    CompletableFuture.anyOf(fault, endOfInput).join();
    return fault.isDone() ? 1 : 0;
  }

  private static void awaitEndOfInput(CompletableFuture<Void> ended) {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("standard input failed: " + e.getMessage());
    }
    ended.complete(null);
  }
}
