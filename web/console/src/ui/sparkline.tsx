/** A small line of figures over time, with its highest in words. */
type Props = { values: readonly number[]; label: string };

const WIDTH = 160;
const HEIGHT = 28;

export function Sparkline({ values, label }: Props) {
  const most = Math.max(...values, 1);
  const points = values.map((value, at) => `${(at / (values.length - 1)) * WIDTH},${HEIGHT - 1 - (value / most) * (HEIGHT - 2)}`);
  return (
    <svg class="sparkline" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <title>{label}</title>
      <polyline points={points.join(" ")} />
    </svg>
  );
}
