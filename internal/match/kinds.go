package match

// kinds are the words that say what an organization is.
var kinds = set(`academy agency association bank bureau center clinic club college commission committee company council department division
	faculty federation foundation fund government hospital institute laboratory library ministry museum office park polytechnic press program
	school secretariat service society station trust union university observatory zoo garden church network consortium project team unit`)
