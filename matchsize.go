package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"canopy/internal/reseller"
	"canopy/internal/store"

	"entgo.io/ent/dialect"
)

// writes is how many organizations each of the three runs of printWrites registers.
const writes = 500

// recombine adds organizations until there are n, always the same ones: the words of names, the street and the place are those of different
// rows, as often as there. A word that one name has is spliced of two such, so that rare words stay rare and common ones have their share.
func recombine(ids []string, list []reseller.NewOrganization, n int) ([]string, []reseller.NewOrganization) {
	known := len(list)
	if known == 0 {
		return ids, list
	}
	random := rand.New(rand.NewPCG(8, 1_000_000))
	words := newWords(list)
	for i := known; i < n; i++ {
		row := func() reseller.NewOrganization { return list[random.IntN(known)] }
		o, place := row(), row()
		o.Name = words.recombine(random, o.Name)
		o.Address, o.Phone = place.Address, place.Phone
		o.Address.Street = row().Address.Street
		if end := len(o.Phone) - 4; end > 4 {
			o.Phone = fmt.Sprintf("%s%04d", o.Phone[:end], random.IntN(10_000))
		}
		ids, list = append(ids, fmt.Sprint("recombined-", i)), append(list, o)
	}
	return ids, list
}

// namesWords are the words of names as often as they occur.
type namesWords struct {
	first, inner, last []string
	rare               []string // that one name has
	isRare             map[string]bool
}

func newWords(list []reseller.NewOrganization) namesWords {
	w := namesWords{isRare: map[string]bool{}}
	seen := map[string]int{}
	for _, o := range list {
		words := strings.Fields(o.Name)
		for i, word := range words {
			*w.at(i, len(words)) = append(*w.at(i, len(words)), word)
			seen[strings.ToLower(word)]++
		}
	}
	for _, word := range slices.Concat(w.first, w.inner, w.last) {
		if seen[strings.ToLower(word)] == 1 {
			w.rare, w.isRare[word] = append(w.rare, word), true
		}
	}
	return w
}

// at are the words that stand where one of so many stands.
func (w *namesWords) at(i, of int) *[]string {
	switch i {
	case 0:
		return &w.first
	case of - 1:
		return &w.last
	}
	return &w.inner
}

// recombine replaces every other word of a name by one that stands there in another.
func (w *namesWords) recombine(random *rand.Rand, name string) string {
	words := strings.Fields(name)
	for i, word := range words {
		if random.IntN(2) == 0 {
			word = (*w.at(i, len(words)))[random.IntN(len(*w.at(i, len(words))))]
		}
		if w.isRare[word] {
			front, back := []rune(word), []rune(w.rare[random.IntN(len(w.rare))])
			word = string(front[:(len(front)+1)/2]) + string(back[len(back)/2:])
		}
		words[i] = word
	}
	return strings.Join(words, " ")
}

// printSize tells how large the database is.
func printSize(ctx context.Context, to io.Writer, db *store.Store) error {
	text := "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
	if db.Dialect() == dialect.Postgres {
		text = "SELECT pg_database_size(current_database())"
	}
	var bytes int64
	if err := db.DB().QueryRowContext(ctx, text).Scan(&bytes); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(to, "database: %.2f GB\n", float64(bytes)/1e9)
	return nil
}

// printWrites tells how long it takes to register an organization: one of the list, one in turn with it that has nothing to be found by, and
// by two at once.
func printWrites(ctx context.Context, to io.Writer, db *store.Store, rules *reseller.Service, list []reseller.NewOrganization) error {
	write := func(o reseller.NewOrganization) (ms float64, err error) {
		began := time.Now()
		err = db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := rules.RegisterOrganizations(ctx, tx, []reseller.NewOrganization{o})
			return err
		})
		return float64(time.Since(began).Microseconds()) / 1000, err
	}
	var keyed, bare []float64
	for _, o := range list[:writes] {
		ms, err := write(o)
		if err != nil {
			return err
		}
		keyed = append(keyed, ms)
		if ms, err = write(reseller.NewOrganization{Source: o.Source}); err != nil {
			return err
		}
		bare = append(bare, ms)
	}
	printTimes(to, "to register an organization", keyed)
	printTimes(to, "to register one without keys", bare)
	var both sync.WaitGroup
	together, errs := make([][]float64, 2), make([]error, 2)
	began := time.Now()
	for i := range together {
		both.Go(func() {
			for _, o := range list[(1+i)*writes:][:writes] {
				ms, err := write(o)
				together[i], errs[i] = append(together[i], ms), errors.Join(errs[i], err)
			}
		})
	}
	both.Wait()
	printTimes(to, "to register one of two at once", slices.Concat(together...))
	_, _ = fmt.Fprintf(to, "two at once register %.0f a second\n", 2*writes/time.Since(began).Seconds())
	return errors.Join(errs...)
}
