package io.afterimage.cli.command;

import io.afterimage.schemas.schedule.ScheduleOption;
import io.afterimage.schemas.schedule.ScheduleOption.Flag;
import io.afterimage.schemas.schedule.ScheduleOptions;
import io.afterimage.schemas.schedule.ScheduleValues;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** The options of a schedule as options of a command. */
enum ScheduleFlags {

  /** Of {@code train}, where each has its default. */
  TRAIN {
    @Override
    Optional<String> flag(ScheduleOption<?> option) {
      return option.flag().map(Flag::name);
    }

    @Override
    void complete(OptionSpec.Builder flag, ScheduleOption<?> option) {
      if (option.type() == Boolean.class) {
        flag.arity("0").paramLabel("");
      } else {
        option.flag().flatMap(Flag::byDefault).ifPresent(flag::defaultValue);
      }
    }
  },
  /** Of {@code control retrain}, where what is not given stays as the trainer is configured. */
  RETRAIN {
    @Override
    Optional<String> flag(ScheduleOption<?> option) {
      return option
          .override()
          .map(name -> "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
    }

    @Override
    void complete(OptionSpec.Builder flag, ScheduleOption<?> option) {
      if (option.type() == Boolean.class) {
        flag.arity("0..1").fallbackValue("true");
      }
    }
  };

  /** What the option is called, if the command has it. */
  abstract Optional<String> flag(ScheduleOption<?> option);

  /** Adds what differs between the commands. */
  abstract void complete(OptionSpec.Builder flag, ScheduleOption<?> option);

  /** A command with these options. */
  CommandLine on(Object command) {
    CommandLine line = new CommandLine(command);
    for (ScheduleOption<?> option : ScheduleOptions.ALL) {
      flag(option).ifPresent(flag -> line.getCommandSpec().addOption(spec(flag, option)));
    }
    return line;
  }

  private OptionSpec spec(String flag, ScheduleOption<?> option) {
    OptionSpec.Builder builder =
        OptionSpec.builder(flag)
            .type(option.type())
            .paramLabel(option.label())
            .description(option.meaning());
    if (!option.choices().isEmpty()) {
      builder.converters(text -> choice(option, text));
    }
    complete(builder, option);
    return builder.build();
  }

  /** What the command line gives, or a default of its own. */
  ScheduleValues values(CommandSpec command) {
    ScheduleValues values = ScheduleValues.none();
    for (ScheduleOption<?> option : ScheduleOptions.ALL) {
      Optional<Object> value = flag(option).map(flag -> command.findOption(flag).getValue());
      if (value.isPresent()) {
        values = with(values, option, value.get());
      }
    }
    return values;
  }

  /** Notes which of the values are out of range, by the names that are typed. */
  void check(ScheduleValues values, OptionRanges ranges) {
    for (ScheduleOption<?> option : ScheduleOptions.ALL) {
      if (option.range().isPresent() && values.find(option).isPresent()) {
        flag(option)
            .ifPresent(
                flag ->
                    ranges.within(option.range().get(), flag, (Number) values.find(option).get()));
      }
    }
  }

  private static <T> ScheduleValues with(
      ScheduleValues values, ScheduleOption<T> option, Object value) {
    return values.with(option, option.type().cast(value));
  }

  /** In the words of picocli for enums, whose cases do not matter either. */
  private static String choice(ScheduleOption<?> option, String text) {
    String code = text.toLowerCase(Locale.ROOT);
    if (!option.choices().contains(code)) {
      throw new TypeConversionException(
          "expected one of [%s] (case-insensitive) but was '%s'"
              .formatted(String.join(", ", option.choices()).toUpperCase(Locale.ROOT), text));
    }
    return code;
  }
}
