package e2e_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

func download(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, args, 2, 2, "download FILE PATH")
	req, err := http.NewRequest(http.MethodGet, running(ts).url+args[1], nil)
	ts.Check(err)
	req.Header.Set("Authorization", "Bearer "+ts.Getenv("TOKEN"))
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer func() { _ = resp.Body.Close() }()
	read, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if resp.StatusCode != http.StatusOK {
		ts.Fatalf("%s: %s", resp.Status, read)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), read, 0o600))
}

// usersCSV writes people of one domain without a fault: person1@DOMAIN on line 2 and so on.
func usersCSV(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, args, 3, 3, "users-csv FILE ROWS DOMAIN")
	rows := [][]string{{"email", "given_name", "family_name", "phone", "job_title", "language", "timezone", "role"}}
	for i := range number(ts, args[1]) {
		rows = append(rows, []string{fmt.Sprintf("person%d@%s", i+1, args[2]), pick(givenNames, i), pick(familyNames, i/7), "", "", "", "", ""})
	}
	writeCSV(ts, args[0], rows)
}

// forest writes SIZE accounts in trees of at most 100, three people for every two of them, with refs, numbers and domains of NAME:
// the admin of the first reseller is person1@NAME.example. The same arguments give the same files.
func forest(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, args, 4, 4, "forest ACCOUNTS USERS SIZE NAME")
	const tree = 100
	name, random := args[3], rand.New(rand.NewPCG(1, 2))
	accounts := [][]string{{"ref", "parent_ref", "type", "name", "account_number", "street", "city", "region", "postal_code", "country", "phone"}}
	users := [][]string{{"account_ref", "email", "given_name", "family_name", "phone", "job_title", "language", "timezone", "role"}}
	person := func(account int, role string) {
		n := len(users)
		users = append(users, []string{fmt.Sprintf("%s-%d", name, account), fmt.Sprintf("person%d@%s.example", n, name),
			pick(givenNames, n), pick(familyNames, random.IntN(100)), "", "", pick(languages, n), pick(timeZones, n), role})
	}
	for i := range number(ts, args[2]) {
		kind, parent, role := "RESELLER", "", "ADMIN"
		if i%tree > 0 {
			kind, role = []string{"END_CUSTOMER", "SUB_DIVISION"}[random.IntN(2)], "VIEWER"
			parent = fmt.Sprintf("%s-%d", name, i-1-random.IntN(i%tree))
		}
		city := random.IntN(len(cities))
		business := pick(familyNames, random.IntN(100)) + " " + pick(trades, random.IntN(100)) + " " + strconv.Itoa(i)
		accounts = append(accounts, []string{fmt.Sprintf("%s-%d", name, i), parent, kind, business, fmt.Sprintf("%s%06d", name, i),
			fmt.Sprintf("%d Main Street", 1+random.IntN(200)), cities[city], "", "", pick(countries, city), ""})
		person(i, role)
		if i%2 == 1 {
			person(i, "USER_MANAGER")
		}
	}
	writeCSV(ts, args[0], accounts)
	writeCSV(ts, args[1], users)
}

var (
	givenNames  = strings.Fields("Ada Björn Chiara Duško Élodie Fatma Giorgos Hana Ingrid José Květa")
	familyNames = strings.Fields("Åkesson Brown Çelik Dvořák Esposito Fernández Großmann Hernández Ivanov Jónsdóttir Kowalski O’Neill Nguyễn 佐藤")
	trades      = strings.Fields("Logistics Maschinenbau Pharma Textiles Foods Energie Robotics")
	languages   = strings.Fields("en de fr pt-BR zh-Hans")
	timeZones   = strings.Fields("Europe/London Europe/Berlin Europe/Paris America/Sao_Paulo Asia/Shanghai")
	cities      = strings.Fields("Dublin Berlin Paris Praha Oslo Wien")
	countries   = strings.Fields("IE DE FR CZ NO AT") // of the cities
)

func pick(list []string, i int) string { return list[i%len(list)] }

// cell changes one cell: LINE as an editor counts, COLUMN by its header. No cell of the file may hold a line break.
func cell(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, args, 4, 4, "cell FILE LINE COLUMN VALUE")
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(args[0]))).ReadAll()
	ts.Check(err)
	line, column := number(ts, args[1]), slices.Index(rows[0], args[2])
	if line > len(rows) || column < 0 {
		ts.Fatalf("%s has no such cell", args[0])
	}
	rows[line-1][column] = args[3]
	writeCSV(ts, args[0], rows)
}

func writeCSV(ts *testscript.TestScript, name string, rows [][]string) {
	var b bytes.Buffer
	ts.Check(csv.NewWriter(&b).WriteAll(rows))
	writeFile(ts, name, b.Bytes())
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}
