// Command label tells Afterimage what an image truly shows.
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
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

type label struct {
	ImageID    string    `json:"imageId"`
	Label      string    `json:"label"`
	Source     string    `json:"source,omitempty"`
	LabelledAt time.Time `json:"labelledAt"`
	SHA256     string    `json:"sha256,omitempty"`
}

func main() {
	bootstrap := flag.String("bootstrap",
		cmp.Or(os.Getenv("AFTERIMAGE_BOOTSTRAP_SERVERS"), "localhost:9092"), "Kafka's brokers")
	prefix := flag.String("topic-prefix", os.Getenv("AFTERIMAGE_TOPIC_PREFIX"), "of every topic")
	source := flag.String("source", os.Getenv("USER"), "who says so")
	sha256 := flag.String("sha256", "", "of the image's bytes, as in the prediction: "+
		"for this image alone, where several have the id")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: label [options] IMAGE_ID LABEL")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	event := label{flag.Arg(0), flag.Arg(1), *source, time.Now().UTC(), *sha256}
	if err := send(ctx, *bootstrap, *prefix+"labels", event); err != nil {
		fmt.Fprintln(os.Stderr, "not sent:", err)
		os.Exit(1)
	}
	fmt.Printf("%s is %s, says %s\n", event.ImageID, event.Label, event.Source)
}

func send(ctx context.Context, bootstrap, topic string, event label) error {
	value, err := json.Marshal(event)
	if err != nil {
		return err
	}
	client, err := kgo.NewClient( // idempotent, with acks of all replicas, by default
		kgo.SeedBrokers(strings.Split(bootstrap, ",")...),
		kgo.ClientID("example-label"),
		kgo.RecordDeliveryTimeout(time.Minute),
	)
	if err != nil {
		return err
	}
	defer client.Close()
	// The key is the image's id: labels of one image stay in order, and the last one counts.
	record := &kgo.Record{Topic: topic, Key: []byte(event.ImageID), Value: value}
	return client.ProduceSync(ctx, record).FirstErr()
}
