"""The style sheet of the pages."""

STYLE = """
body {
  font: 15px/1.45 system-ui, sans-serif;
  margin: 0 auto;
  max-width: 76rem;
  padding: 0 1rem 3rem;
  color: #1c2733;
}
header {
  display: flex;
  justify-content: space-between;
  align-items: baseline;
  border-bottom: 1px solid #c9d3dd;
}
h1 { font-size: 1.4rem; } h1 a { color: inherit; text-decoration: none; }
form {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr));
  gap: .6rem 1rem;
  margin: 1rem 0;
  align-items: end;
}
label { display: grid; font-size: .85rem; color: #50606f; }
input, button { font: inherit; padding: .3rem .45rem; border: 1px solid #b4c0cc; border-radius: 3px; }
button { background: #1f5f99; color: #fff; border-color: #1f5f99; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td {
  text-align: left;
  padding: .2rem .7rem .2rem 0;
  border-bottom: 1px solid #e3e9ee;
  vertical-align: top;
}
thead th { border-bottom: 2px solid #c9d3dd; } td { overflow-wrap: anywhere; }
.headers { font: 13px/1.4 ui-monospace, monospace; }
.problem { background: #fdecea; padding: .6rem .8rem; }
footer { display: flex; gap: 1.2rem; margin-top: 2rem; }
svg { max-width: 100%; height: auto; display: block; margin: 1rem 0; } img { max-width: 100%; }
.sky { fill: #101b2b; } .grid { stroke: #2d3f57; }
.footprint, circle { fill: #ffcc5533; stroke: #ffcc55; vector-effect: non-scaling-stroke; }
""".strip()
