package tree

// Most lets tests see both ways with few rows.
var Most = &most
