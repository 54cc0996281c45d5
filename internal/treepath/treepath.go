// Package treepath is the materialised path of an account: "/11/1c/23k/", the segments of its chain from
// the root, itself included. A segment is a length digit and the id in base 36, so that paths sort as bytes
// in pre-order with siblings in order of creation, and a subtree is one range.
package treepath

import (
	"strconv"
	"strings"
)

// MaxDepth is the longest chain of accounts, the root included.
const MaxDepth = 32

// All is the range of every path.
var All = Range{Lo: "/", Hi: "0"}

// Range is the paths p with Lo <= p < Hi, compared as bytes.
type Range struct{ Lo, Hi string }

// Contains tells whether a path lies in the range.
func (r Range) Contains(path string) bool { return r.Lo <= path && path < r.Hi }

// Without are the parts of the range that the others leave: ranges within it, sorted by Lo.
func (r Range) Without(others []Range) (left []Range) {
	for _, o := range others {
		if r.Lo < o.Lo {
			left = append(left, Range{r.Lo, o.Lo})
		}
		r.Lo = max(r.Lo, o.Hi)
	}
	if r.Lo < r.Hi {
		left = append(left, r)
	}
	return left
}

// Child is the path of account id below parent; below "" it is a root.
func Child(parent string, id int64) string {
	digits := strconv.FormatInt(id, 36)
	if parent == "" {
		parent = "/"
	}
	return parent + strconv.FormatInt(int64(len(digits)), 36) + digits + "/"
}

// Parent is the path above; "" for a root.
func Parent(path string) string {
	cut := strings.LastIndexByte(strings.TrimSuffix(path, "/"), '/')
	if cut <= 0 {
		return ""
	}
	return path[:cut+1]
}

// IDs are the accounts of the chain, root first, the path's own last.
func IDs(path string) []int64 {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	ids := make([]int64, 0, len(segments))
	for _, s := range segments {
		if len(s) < 2 {
			return nil
		}
		id, err := strconv.ParseInt(s[1:], 36, 64)
		if err != nil {
			return nil
		}
		ids = append(ids, id)
	}
	return ids
}

// Depth is the number of accounts in the chain; 1 for a root.
func Depth(path string) int { return strings.Count(path, "/") - 1 }

// Subtree is the range of a path and everything below it.
func Subtree(path string) Range { return Range{Lo: path, Hi: path[:len(path)-1] + "0"} }

// Self is the range of this one path: every segment below starts with a length digit, and '!' sorts before it.
func Self(path string) Range { return Range{Lo: path, Hi: path + "!"} }
