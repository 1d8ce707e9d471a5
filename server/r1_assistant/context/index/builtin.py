"""Names of what languages themselves bring: rarely does anybody ask who calls them."""

_WORDS = """
abs all any bool bytes bytearray chr dict dir enumerate filter float format frozenset getattr
hasattr hash hex id input int isinstance issubclass iter len list map max min next object open
ord print property range repr reversed round set setattr sorted staticmethod str sum super tuple
type vars zip append extend insert pop remove clear copy count index items keys values get
setdefault update join split rsplit splitlines strip lstrip rstrip replace startswith endswith
lower upper encode decode find read write close add discard
TypeError ValueError KeyError RuntimeError Exception IndexError AttributeError
NotImplementedError
assertEqual assertTrue assertFalse assertIs assertIsNone assertIn assertNotIn assertRaises
assertIsInstance assertRaisesMessage assertNotEqual assertEquals assertNull assertNotNull
assertThat fail
push shift unshift slice splice concat forEach reduce some every includes indexOf toString
hasOwnProperty then catch finally resolve reject log warn error info debug require parseInt
parseFloat Number String Boolean Array Object Promise Error Map Set Symbol Date RegExp isArray
assign freeze entries from call apply bind stringify parse charAt charCodeAt substring substr
trim toLowerCase toUpperCase match test exec setTimeout clearTimeout setInterval
addEventListener removeEventListener floor ceil sqrt sin cos pow describe it expect toBe toEqual
equals hashCode size isEmpty put contains length valueOf println printf getClass getName
StringBuilder ArrayList HashMap HashSet IllegalArgumentException IllegalStateException
make new cap delete panic recover Errorf Fatalf Fatal Printf Println Sprintf Fprintf Fprintln
Equal NotNil Nil NoError True False Helper Run
unwrap expect clone into iter collect to_string as_ref as_str ok_or Some Ok Err None vec
is_some is_none println format assert assert_eq
malloc free calloc realloc memcpy memset strlen strcmp strcpy fprintf sprintf snprintf sizeof
begin end push_back emplace_back c_str
puts each attr_reader attr_accessor echo isset empty array
"""

BUILTINS = frozenset(_WORDS.split())
