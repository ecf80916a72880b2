// Command consume prints Afterimage's answers: a prediction, or the reason for a refusal, for every
// image.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"unicode"

	"github.com/twmb/franz-go/pkg/kgo"
)

type prediction struct {
	ImageID      string  `json:"imageId"`
	Label        string  `json:"label"`
	Confidence   float64 `json:"confidence"`
	ModelVersion string  `json:"modelVersion"`
	Unknown      bool    `json:"unknown"`
}

// text is a line for an answer; none for marks of dead letters that were sent again.
func text(record *kgo.Record) (string, error) {
	if strings.HasSuffix(record.Topic, "dead-letters") { // elsewhere the headers are the image's own
		headers := map[string]string{}
		for _, header := range record.Headers {
			headers[header.Key] = string(header.Value)
		}
		reason := headers["afterimage-reason"]
		if reason == "" {
			return "", nil
		}
		return fmt.Sprintf("%-32s refused: %s: %s", record.Key, reason, headers["afterimage-detail"]), nil
	}
	var p prediction
	if err := json.Unmarshal(record.Value, &p); err != nil {
		return "", err
	}
	novel := ""
	if p.Unknown {
		novel = "  like nothing learned"
	}
	return fmt.Sprintf("%-32s %-20s %5.1f%%  %s%s", p.ImageID, p.Label, 100*p.Confidence, p.ModelVersion, novel), nil
}

// plain is without what steers a terminal: ids are the senders'.
func plain(line string) string {
	return strings.Map(func(char rune) rune {
		if unicode.IsPrint(char) {
			return char
		}
		return '?'
	}, line)
}

func main() {
	bootstrap := flag.String("bootstrap",
		cmp.Or(os.Getenv("AFTERIMAGE_BOOTSTRAP_SERVERS"), "localhost:9092"), "Kafka's brokers")
	prefix := flag.String("topic-prefix", os.Getenv("AFTERIMAGE_TOPIC_PREFIX"), "of every topic")
	group := flag.String("group", "example-consume-go",
		"consumers of a group share the work, and resume where it stopped")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	client, err := kgo.NewClient(
		kgo.SeedBrokers(strings.Split(*bootstrap, ",")...),
		kgo.ClientID("example-consume"),
		kgo.ConsumerGroup(*group),
		kgo.ConsumeTopics(*prefix+"predictions", *prefix+"dead-letters"),
		// Answers are written in transactions: without this, those of aborted ones are seen as well.
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeStartOffset(kgo.NewOffset().AtStart()),
		kgo.AutoCommitMarks(), // committed is what was printed: at least once
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := 0
	for ctx.Err() == nil && code == 0 {
		fetches := client.PollFetches(ctx)
		fetches.EachError(func(topic string, partition int32, err error) {
			if ctx.Err() == nil {
				fmt.Fprintf(os.Stderr, "cannot read %s-%d: %v\n", topic, partition, err)
				code = 1
			}
		})
		fetches.EachRecord(func(record *kgo.Record) {
			line, err := text(record)
			if err != nil {
				fmt.Fprintf(os.Stderr, "%s-%d-%d: %v\n", record.Topic, record.Partition, record.Offset, err)
			}
			if line != "" {
				fmt.Println(plain(line))
			}
			client.MarkCommitRecords(record)
		})
	}
	if err := client.CommitMarkedOffsets(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	client.Close() // hands the partitions over at once
	os.Exit(code)
}
