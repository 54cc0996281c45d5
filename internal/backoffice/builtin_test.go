package backoffice

import "testing"

// TestForm writes numbers in forms. The check digits are those of published examples: 7992739871 has 3, and of a card 453201511283036 has 6.
func TestForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		form string
		n    int64
		want string
	}{
		{Plain, 100001, "100001"},
		{"NL-{number:7}-{check}", 100001, "NL-0100001-" + "7"},
		{"{number}{check}", 7992739871, "79927398713"},
		{"{number:15}{check}", 453201511283036, "4532015112830366"},
		{"{check}/{number:2}", 100001, "7/100001"},
		{"{number:18}", 1, "000000000000000001"},
		{"{number} 100%d", 5, "5 100%d"},
	} {
		f, err := NewForm(c.form)
		if err != nil {
			t.Error(err)
		} else if got := f.Write(c.n); got != c.want {
			t.Errorf("%s of %d is %s, want %s", c.form, c.n, got, c.want)
		}
	}
	for _, form := range []string{
		"", "NL-", "{check}", "{number}{number}", "{number}{check}{check}", "{number:0}", "{number:19}", "{number:x}", "{number:}", "{check:2}", "{Number}", "{number", "{number}}",
		"{{number}}", " {number}", "{number} ", "Ä{number}", "{number}\n", "{number}" + string(make([]byte, maxForm)),
	} {
		if _, err := NewForm(form); err == nil {
			t.Errorf("%q is a form", form)
		}
	}
}

// TestCheckDigit: any one wrong digit is found, and so are neighbours that are exchanged, but 09 and 90.
func TestCheckDigit(t *testing.T) {
	t.Parallel()
	for n := int64(1000); n < 10_000; n++ {
		f, err := NewForm("{number}{check}")
		if err != nil {
			t.Fatal(err)
		}
		written := []byte(f.Write(n))
		valid := func() bool { return luhn(string(written[:4])) == written[4] }
		for i := range written {
			right := written[i]
			for d := byte('0'); d <= '9'; d++ {
				if written[i] = d; valid() != (d == right) {
					t.Fatalf("%d: %s", n, written)
				}
			}
			written[i] = right
			if i == 0 {
				continue
			}
			a, b := written[i-1], written[i]
			written[i-1], written[i] = b, a
			if hidden := a == b || a+b == '0'+'9' && (a == '0' || b == '0'); valid() != hidden {
				t.Fatalf("%d: %s", n, written)
			}
			written[i-1], written[i] = a, b
		}
	}
}
