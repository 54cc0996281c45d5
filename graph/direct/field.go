package direct

import (
	"time"

	"canopy/internal/nodeid"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
)

// The kinds of fields, each made of how its value is got from its object.

// leaf is a value that is never null.
func leaf[T, V any](get func(*T) V, write func(*output, V)) field {
	return func(planner, graphql.CollectedField) writer {
		return func(o *output, object any) { write(o, get(object.(*T))) }
	}
}

// maybe is a value or nil.
func maybe[T, V any](get func(*T) *V, write func(*output, V)) field {
	return func(_ planner, selected graphql.CollectedField) writer {
		nullable := !selected.Definition.Type.NonNull
		return func(o *output, object any) {
			if value := get(object.(*T)); value != nil {
				write(o, *value)
			} else {
				o.null(nullable)
			}
		}
	}
}

func text[T any, S ~string](get func(*T) S) field {
	return leaf(get, func(o *output, s S) { o.text(string(s)) })
}

func texts[T any, S ~string](get func(*T) []S) field {
	return leaf(get, func(o *output, list []S) { array(o, list, func(s *S) { o.text(string(*s)) }) })
}

func maybeText[T any](get func(*T) *string) field      { return maybe(get, (*output).text) }
func integer[T any](get func(*T) int) field            { return leaf(get, (*output).int) }
func float[T any](get func(*T) float64) field          { return leaf(get, (*output).float) }
func boolean[T any](get func(*T) bool) field           { return leaf(get, (*output).boolean) }
func moment[T any](get func(*T) time.Time) field       { return leaf(get, (*output).moment) }
func maybeMoment[T any](get func(*T) *time.Time) field { return maybe(get, (*output).moment) }
func id[T any](get func(*T) nodeid.ID) field           { return leaf(get, (*output).id) }

// one is an object or nil.
func one[T, V any](get func(*T) *V) field {
	return func(p planner, selected graphql.CollectedField) writer {
		below, ok := p.object(selected.Definition.Type.Name(), selected.Selections)
		if !ok {
			return nil
		}
		nullable := !selected.Definition.Type.NonNull
		return func(o *output, object any) {
			if value := get(object.(*T)); value != nil {
				below.write(o, value)
			} else {
				o.null(nullable)
			}
		}
	}
}

// page is the page that the selected field asked for. Its key is the field's place, as in the look-ahead.
func page[T, C any](pages func(*T) tree.Pages[C]) field {
	return func(p planner, selected graphql.CollectedField) writer {
		key := selected.Position.Start
		return one(func(object *T) *C { return pages(object).At(key) })(p, selected)
	}
}

// asked is a list of objects that the selected field asked for; nothing loaded is an empty one.
func asked[T, V any](lists func(*T) tree.Pages[[]V]) field {
	return func(p planner, selected graphql.CollectedField) writer {
		key := selected.Position.Start
		return values(func(object any) []V { return at(lists(object.(*T)), key) })(p, selected)
	}
}

// askedTexts is a list of texts that the selected field asked for.
func askedTexts[T any, S ~string](lists func(*T) tree.Pages[[]S]) field {
	return func(p planner, selected graphql.CollectedField) writer {
		key := selected.Position.Start
		return texts(func(object *T) []S { return at(lists(object), key) })(p, selected)
	}
}

func at[V any](lists tree.Pages[[]V], key int) []V {
	if list := lists.At(key); list != nil {
		return *list
	}
	return nil
}

// many is a list of objects, none of them nil.
func many[T, V any](get func(*T) []*V) field {
	return pointers(func(object any) []*V { return get(object.(*T)) })
}

func pointers[V any](get func(object any) []*V) field {
	return func(p planner, selected graphql.CollectedField) writer {
		below, ok := p.object(selected.Definition.Type.Name(), selected.Selections)
		if !ok {
			return nil
		}
		return func(o *output, object any) {
			array(o, get(object), func(value **V) {
				if *value != nil {
					below.write(o, *value)
				} else {
					o.null(false)
				}
			})
		}
	}
}

// values is a list of objects that are no pointers.
func values[V any](get func(object any) []V) field {
	return func(p planner, selected graphql.CollectedField) writer {
		below, ok := p.object(selected.Definition.Type.Name(), selected.Selections)
		if !ok {
			return nil
		}
		nullable := !selected.Definition.Type.NonNull
		return func(o *output, object any) {
			list := get(object)
			if list == nil && nullable {
				o.null(true)
				return
			}
			array(o, list, func(value *V) { below.write(o, value) })
		}
	}
}

// array writes a list; nil is an empty one.
func array[V any](o *output, list []V, write func(*V)) {
	o.raw("[")
	for i := range list {
		if i > 0 {
			o.raw(",")
		}
		write(&list[i])
	}
	o.raw("]")
}
