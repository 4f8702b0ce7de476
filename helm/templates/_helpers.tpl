{{- define "gesprekspunt.name" -}}
{{- $name := .Release.Name -}}
{{- if not (contains .Chart.Name $name) -}}
{{- $name = printf "%s-%s" $name .Chart.Name -}}
{{- end -}}
{{- $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "gesprekspunt.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "gesprekspunt.labels" -}}
{{ include "gesprekspunt.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "gesprekspunt.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* What every pod has in common. No pod speaks with the Kubernetes API, so none gets a token for it.
     Service links would put GESPREKSPUNT_PORT and the like among the settings, which have that prefix. */}}
{{- define "gesprekspunt.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  seccompProfile:
    type: RuntimeDefault
# In memory: what passes through a temporary file never reaches the disk of a node.
volumes:
  - name: tmp
    emptyDir:
      medium: Memory
      sizeLimit: 64Mi
{{- end -}}

{{- define "gesprekspunt.container" -}}
image: {{ include "gesprekspunt.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
volumeMounts:
  - name: tmp
    mountPath: /tmp
{{- end -}}

{{- define "gesprekspunt.environment" -}}
envFrom:
  - configMapRef:
      name: {{ include "gesprekspunt.name" . }}
env:
  - name: DATABASE_URL
    valueFrom:
      secretKeyRef:
        name: {{ .Values.database.secret }}
        key: {{ .Values.database.key }}
  {{- if eq .Values.vault.auth.method "token" }}
  - name: VAULT_TOKEN
    valueFrom:
      secretKeyRef:
        name: {{ .Values.vault.auth.token.secret }}
        key: {{ .Values.vault.auth.token.key }}
  {{- else if eq .Values.vault.auth.method "approle" }}
  {{- range list "VAULT_ROLE_ID" "VAULT_SECRET_ID" }}
  - name: {{ . }}
    valueFrom:
      secretKeyRef:
        name: {{ $.Values.vault.auth.approle.secret }}
        key: {{ . }}
  {{- end }}
  {{- else }}
  - name: VAULT_KUBERNETES_ROLE
    value: {{ .Values.vault.auth.kubernetes.role }}
  - name: VAULT_KUBERNETES_TOKEN_FILE
    value: /var/run/secrets/vault/token
  {{- end }}
  {{- if .Values.files.bucket }}
  {{- range list "GESPREKSPUNT_S3_ACCESS_KEY_ID" "GESPREKSPUNT_S3_SECRET_ACCESS_KEY" }}
  - name: {{ . }}
    valueFrom:
      secretKeyRef:
        name: {{ $.Values.files.secret }}
        key: {{ . }}
  {{- end }}
  {{- end }}
  {{- if .Values.benchmarks.secret }}
  - name: GESPREKSPUNT_P_PERCENT
    valueFrom:
      secretKeyRef:
        name: {{ .Values.benchmarks.secret }}
        key: {{ .Values.benchmarks.key }}
  {{- end }}
{{- end -}}

{{/* For Vault's Kubernetes login: a token that only Vault takes, not one for the Kubernetes API. These two go on
     where gesprekspunt.pod and gesprekspunt.container end, in their lists of volumes and of mounts. */}}
{{- define "gesprekspunt.vaultVolume" -}}
{{- if eq .Values.vault.auth.method "kubernetes" -}}
- name: vault
  projected:
    sources:
      - serviceAccountToken: {path: token, audience: vault, expirationSeconds: 3600}
{{- end -}}
{{- end -}}

{{- define "gesprekspunt.vaultMount" -}}
{{- if eq .Values.vault.auth.method "kubernetes" -}}
- name: vault
  mountPath: /var/run/secrets/vault
  readOnly: true
{{- end -}}
{{- end -}}

{{- define "gesprekspunt.spread" -}}
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- maxSkew: 1
  topologyKey: {{ . }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "gesprekspunt.selector" $.root | nindent 6 }}
      app.kubernetes.io/component: {{ $.component }}
{{- end }}
{{- end -}}

{{- define "gesprekspunt.egressToDatabase" -}}
- to: {{- toYaml .Values.networkPolicy.dns.to | nindent 4 }}
  ports:
    - {protocol: UDP, port: 53}
    - {protocol: TCP, port: 53}
- to: {{- toYaml .Values.networkPolicy.postgresql.to | nindent 4 }}
  ports:
    - {protocol: TCP, port: {{ .Values.networkPolicy.postgresql.port }}}
{{- end -}}
