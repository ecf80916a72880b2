// Command produce sends image files to Afterimage. The key of a record is the image's id: the path
// below the folder that was given, or a file's name. The answer has the same key.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

func main() {
	bootstrap := flag.String("bootstrap",
		cmp.Or(os.Getenv("AFTERIMAGE_BOOTSTRAP_SERVERS"), "localhost:9092"), "Kafka's brokers")
	prefix := flag.String("topic-prefix", os.Getenv("AFTERIMAGE_TOPIC_PREFIX"), "of every topic")
	group := flag.String("group", "", "what the images belong to, such as one scene: "+
		"training keeps them on the same side of its split")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: produce [options] FILE|DIR...")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	// Idempotent, with acks of all replicas, is this client's default: no retry sends an image
	// twice or out of order. So is Kafka's own partitioner: an id has one partition.
	client, err := kgo.NewClient(
		kgo.SeedBrokers(strings.Split(*bootstrap, ",")...),
		kgo.ClientID("example-produce"),
		kgo.RecordDeliveryTimeout(time.Minute),
		kgo.ProducerBatchMaxBytes(32<<20),                 // as the topic: what it refuses is reported below
		kgo.MaxBufferedBytes(64<<20),                      // Produce waits while as much is on its way
		kgo.ProducerBatchCompression(kgo.NoCompression()), // images are compressed already
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var sent, failed atomic.Int64
	fail := func(id string, err error) {
		failed.Add(1)
		fmt.Fprintf(os.Stderr, "%s: not sent: %v\n", id, err)
	}
	send := func(id, file string) {
		value, err := os.ReadFile(file)
		if err != nil {
			fail(id, err)
			return
		}
		record := &kgo.Record{Topic: *prefix + "images", Key: []byte(id), Value: value}
		if info, err := os.Stat(file); err == nil {
			captured := info.ModTime().UTC().Format(time.RFC3339Nano)
			record.Headers = append(record.Headers, kgo.RecordHeader{Key: "captured-at", Value: []byte(captured)})
		}
		if *group != "" {
			record.Headers = append(record.Headers, kgo.RecordHeader{Key: "group", Value: []byte(*group)})
		}
		// Not with ctx: what was begun is finished after Ctrl-C.
		client.Produce(context.Background(), record, func(record *kgo.Record, err error) {
			if err != nil {
				fail(string(record.Key), err)
			} else {
				sent.Add(1)
			}
		})
	}
	for _, root := range flag.Args() {
		folder, err := filepath.EvalSymlinks(root) // which WalkDir does not
		if err != nil {
			fail(root, err)
			continue
		}
		err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || ctx.Err() != nil {
				return cmp.Or(err, ctx.Err())
			}
			id, _ := filepath.Rel(folder, path)
			if path == folder {
				id = filepath.Base(root)
			}
			// A link that leads to no file is reported when it is read.
			if entry.Type().IsRegular() || entry.Type()&fs.ModeSymlink != 0 {
				send(filepath.ToSlash(id), path)
			}
			return nil
		})
		if err != nil && ctx.Err() == nil {
			fail(root, err)
		}
	}
	if err := client.Flush(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	client.Close()
	fmt.Printf("%d sent, %d failed\n", sent.Load(), failed.Load())
	if failed.Load() > 0 {
		os.Exit(1)
	}
}
